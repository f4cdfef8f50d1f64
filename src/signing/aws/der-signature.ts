const SEQUENCE = 0x30;
const INTEGER = 0x02;
const COORDINATE_BYTES = 32;

/**
 * The form of JOSE, r ‖ s (RFC 7518, section 3.4), of an ECDSA signature on P-256 in DER (RFC 3279, section 2.2.3).
 * `undefined` = it is not such DER, to the last byte.
 */
export function joseSignature(der: Uint8Array): Uint8Array | undefined {
  const [tag, length] = der;
  if (tag !== SEQUENCE || length !== der.length - 2) return undefined;
  const r = integerAt(der, 2);
  const s = r && integerAt(der, r.end);
  if (r === undefined || s?.end !== der.length) return undefined;
  const signature = new Uint8Array(2 * COORDINATE_BYTES);
  signature.set(r.bytes, COORDINATE_BYTES - r.bytes.length);
  signature.set(s.bytes, 2 * COORDINATE_BYTES - s.bytes.length);
  return signature;
}

/** A positive integer in its shortest form; its bytes without the zero that only keeps it positive. */
function integerAt(
  der: Uint8Array,
  at: number,
): { readonly bytes: Uint8Array; readonly end: number } | undefined {
  const [tag, length = 0] = der.subarray(at);
  const end = at + 2 + length;
  if (tag !== INTEGER || length === 0 || end > der.length) return undefined;
  const [first = 0, second = 0] = der.subarray(at + 2, end);
  const isNegative = first >= 0x80;
  const isPadded = first === 0 && length > 1;
  if (isNegative || (isPadded && second < 0x80)) return undefined;
  const bytes = der.subarray(at + 2 + (isPadded ? 1 : 0), end);
  return bytes.length > COORDINATE_BYTES ? undefined : { bytes, end };
}
