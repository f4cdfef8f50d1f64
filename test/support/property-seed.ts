import fc from 'fast-check';

/**
 * With it every run of `npm test` tries the same values, so that a change is judged by what it changes.
 * `npm run test:properties` sets `PROPERTY_SEED` to a random number.
 */
const FIXED_SEED = 20_261_130;

const seed = Number(process.env['PROPERTY_SEED'] ?? FIXED_SEED);
if (!Number.isInteger(seed)) throw new Error('PROPERTY_SEED must be a whole number');
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
