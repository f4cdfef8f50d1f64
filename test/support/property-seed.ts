import fc from 'fast-check';

const FIXED_SEED = 20_261_130;

/**
 * Every property is tried with the same values in each run, so that a change is judged by what it changes.
 * `npm run test:properties` looks further: it sets `PROPERTY_SEED` to another number in each round.
 */
const chosen = process.env['PROPERTY_SEED'];
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: chosen ? Number(chosen) : FIXED_SEED });
