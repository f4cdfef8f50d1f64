/** Why a signature does not hold, in words that follow "The signature does not hold: ". */
export class SignatureFault extends Error {}
