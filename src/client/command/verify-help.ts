/** The one line that says how the command is called. */
export const USAGE = 'Usage: npm run verify -- <URL> [--issuer <URI>] [--max-age <seconds>]';

/** The text of `--help`. */
export const HELP = `${USAGE}

Checks a running directory as a reader does who trusts nothing but its key set: every listed entry, the signed
snapshot, that the listing is complete, and that single proofs lead to the same root.

  <URL>                where the directory is, as http://localhost:9405
  --issuer <URI>       who must have signed (default: urn:omega:directory)
  --max-age <seconds>  refuse statements that are older, though they are valid

The key set is read from the same directory: whoever can change all of its answers can change that too. To find such
a thief out, compare the kid that is printed with the one that the operator of the directory tells you.

Exit codes
  0  all that was checked holds
  1  something was refused; each with its reason
  2  it could not be checked: wrong arguments, no answer, or the directory changed all the time

Progress and errors go to stderr, the result to stdout.
`;
