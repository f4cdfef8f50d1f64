import { isArrayBuffer } from 'node:util/types';
import { isInnerList, type Dictionary, type InnerList, parseDictionary } from 'structured-headers';
import { SignatureFault } from './signature-fault.js';
import { fieldValue, type SignedRequest } from './signed-request.js';

/** More labels are refused: each one may cost a verification. */
const MAX_SIGNATURES = 8;

/** One signature of a request as its headers have it: RFC 9421, section 4. */
export interface RequestSignature {
  readonly label: string;
  /** Covered components and parameters. */
  readonly input: InnerList;
  /** `undefined` = `Signature` has none of this label. */
  readonly value: Buffer | undefined;
}

/**
 * The signatures of a request.
 * @throws SignatureFault when the headers cannot be read
 */
export function readSignatures(request: SignedRequest): RequestSignature[] {
  const inputs = dictionary(request, 'signature-input');
  const values = dictionary(request, 'signature');
  if (inputs.size > MAX_SIGNATURES) {
    throw new SignatureFault(`there are more than ${MAX_SIGNATURES} signatures`);
  }
  return [...inputs].map(([label, input]) => {
    if (!isInnerList(input)) {
      throw new SignatureFault(`Signature-Input "${label}" is not a list of components`);
    }
    return { label, input, value: bytesOf(values.get(label)?.[0], label) };
  });
}

/** The parameter of a signature; `undefined` when it is missing. */
export function parameter({ input }: RequestSignature, name: string): unknown {
  return input[1].get(name);
}

function bytesOf(value: unknown, label: string): Buffer | undefined {
  if (value === undefined) return undefined;
  if (isArrayBuffer(value)) return Buffer.from(value);
  throw new SignatureFault(`Signature "${label}" is not a byte sequence, as :AbC=:`);
}

function dictionary(request: SignedRequest, name: 'signature' | 'signature-input'): Dictionary {
  try {
    return parseDictionary(fieldValue(request, name) ?? '');
  } catch {
    throw new SignatureFault(
      `the header ${name === 'signature' ? 'Signature' : 'Signature-Input'} is not a dictionary of RFC 9651`,
    );
  }
}
