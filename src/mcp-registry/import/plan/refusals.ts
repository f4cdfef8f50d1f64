import type { NameGroup } from '../entry/name-group.js';
import type { Refusal } from '../entry/refusal.js';
import type { SourceEntry } from '../entry/source-entry.js';
import type { Outcome } from './register-servers.js';

/** Why entries of a name are not registered, when it is known what became of the chosen one. */
export function refusalsOf(
  { chosen, unfit, others }: NameGroup,
  outcome: Outcome | undefined,
  dryRun: boolean,
): Refusal[] {
  if (chosen === undefined || outcome === undefined) return [...unfit];
  const { entry } = chosen;
  const isDone = 'done' in outcome;
  const fate = !isDone ? 'is refused' : dryRun ? 'would be registered' : 'is registered';
  const other = isDone ? `; ${entry.label} ${fate} instead` : '';
  return [
    ...unfit.map(({ reason, ...rest }) => ({ ...rest, reason: `${reason}${other}` })),
    ...(isDone ? [] : [refusal(entry, outcome.reason)]),
    ...others.map((other) => {
      const what =
        other.version === entry.version ? 'is in the list beside' : 'is another version of';
      return refusal(other, `${what} ${entry.label}, which ${fate}${isDone ? ' instead' : ''}`);
    }),
  ];
}

function refusal({ position, label }: SourceEntry, reason: string): Refusal {
  return { position, label, reason };
}
