import { jacobiSymbol } from './jacobi-symbol.js';

const P = 2n ** 255n - 19n;
/** -121665/121666 modulo P: RFC 8032, section 5.1. */
const D = 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n;
const SIGN_BIT = 2n ** 255n;

/** The y of the points of small order, under which one signature may hold for any message. */
const SMALL_ORDER = new Set([
  0n,
  1n,
  P - 1n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
]);

/**
 * Whether 32 bytes are a point of Ed25519 that can be somebody's key: RFC 8032, section 5.1.3, and not of small order.
 * Takes some 50 µs: anybody may send keys, a thousand in one batch.
 */
export function isEd25519Point(bytes: Buffer): boolean {
  const encoded = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
  const y = encoded % SIGN_BIT;
  if (y >= P || SMALL_ORDER.has(y)) return false;
  // x² = (y² − 1) / (d·y² + 1) has a root where the product has one: they differ by a square.
  const y2 = (y * y) % P;
  return jacobiSymbol(((y2 - 1n) * (D * y2 + 1n)) % P, P) === 1;
}
