const P = 2n ** 255n - 19n;
const D = mod(-121_665n * power(121_666n, P - 2n));
const SIGN_BIT = 2n ** 255n;

/** The y of the points of small order, under which one signature may hold for any message. */
const SMALL_ORDER = new Set([
  0n,
  1n,
  P - 1n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
]);

/** Whether 32 bytes are a point of Ed25519 that can be somebody's key: RFC 8032, section 5.1.3, and not of small order. */
export function isEd25519Point(bytes: Buffer): boolean {
  const encoded = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
  const y = encoded % SIGN_BIT;
  if (y >= P || SMALL_ORDER.has(y)) return false;
  // x² = (y² − 1) / (d·y² + 1) has a root, by Euler's criterion.
  const y2 = mod(y * y);
  const x2 = mod((y2 - 1n) * power(D * y2 + 1n, P - 2n));
  return power(x2, (P - 1n) / 2n) === 1n;
}

function mod(value: bigint): bigint {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = mod(base);
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = mod(result * square);
    square = mod(square * square);
  }
  return result;
}
