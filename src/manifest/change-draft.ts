import type { ChangeContext } from './change-context.js';
import type { ProbeFinding } from './probe-finding.js';
import type { ChangeKind, RecordDraft, ServerRecord } from './server-record.js';
import { statusOf, type SourcedStatus, type StatusReason } from './status.js';

/** What of a record a change decides; the rest follows from it. */
export type RecordFacts = Omit<
  RecordDraft,
  'statusSince' | 'statusReason' | 'updatedAt' | 'change'
>;

/** The reason of a status that a probe has found. */
export function reasonOfProbe(state: ProbeFinding['state']): StatusReason {
  switch (state) {
    case 'alive':
    case 'gated':
      return 'probe_succeeded';
    case 'refused':
      return 'probe_refused';
    default:
      return 'probe_failed';
  }
}

/** Some sources have a reason of their own, whatever change brought their statuses to light. */
function reasonOf(
  source: SourcedStatus['source'],
  { probe }: RecordFacts,
  why: StatusReason,
): StatusReason {
  switch (source) {
    case 'operator':
      return 'operator_disabled';
    case 'lease':
      return 'lease_expired';
    case 'flapping':
      return 'flapping';
    case 'probe':
      return probe === null ? why : reasonOfProbe(probe.state);
    case 'member':
      // The probe has only ceased to contradict.
      return why.startsWith('probe_') ? 'member_reported' : why;
    case 'default':
      return why;
  }
}

/** The draft of a changed record, with status and history entry as they follow from its facts. */
export function draft(
  previous: ServerRecord | undefined,
  facts: RecordFacts,
  context: ChangeContext,
  what: ChangeKind,
  why: StatusReason,
  note?: string,
): RecordDraft {
  const { changeId, actor, at } = context;
  const { status, source } = statusOf(facts);
  const before = previous && statusOf(previous);
  const same =
    previous !== undefined &&
    !facts.removed &&
    before?.status === status &&
    before.source === source;
  return {
    ...facts,
    statusSince: same ? previous.statusSince : at,
    statusReason: same ? previous.statusReason : facts.removed ? why : reasonOf(source, facts, why),
    updatedAt: at,
    change: {
      id: changeId,
      actor,
      at,
      what,
      why,
      status: facts.removed ? null : status,
      digest: facts.digest,
      ...(note !== undefined && { note }),
    },
  };
}
