import { HttpClient } from '../../faults/support/http-client.js';
import { manifest } from '../../support/example-manifest.js';

const MEMBERS = 1_000;
const GUESTS = 100;
const PER_REQUEST = 5;
const WRONG = new Set(['refused', 'unchanged']);

/** Members that are always there, some of which register in each window. */
export const MEMBER_IDS = Array.from({ length: MEMBERS }, (_, index) => `member-${index}`);

/** Registers again in each window, twice. */
export const BEACON = 'beacon';

/** Ten registrations and a removal a window, of a set of ids that stays the same. */
export class Traffic {
  private readonly client = new HttpClient();
  private windows = -1;
  private next = 0;

  constructor(private readonly url: string) {}

  /** Every member, and those guests that the first windows remove. */
  async fill(): Promise<void> {
    await this.register('0', MEMBER_IDS);
    await this.register(
      '0',
      Array.from({ length: GUESTS / 2 }, (_, index) => guest(index)),
    );
  }

  /** Registers one server only, of which listeners are told. */
  async light(): Promise<void> {
    await this.register('0', [BEACON]);
  }

  /** What comes in a window: requests at once; each registration changes a manifest, a guest comes and one goes. */
  async send(): Promise<void> {
    this.windows += 1;
    const { windows } = this;
    await Promise.all([
      this.register(`${windows}.1`, [BEACON, guest(windows + GUESTS / 2), ...this.members(2)]),
      this.register(`${windows}.2`, [BEACON, ...this.members(1)]),
      this.remove(guest(windows)),
    ]);
  }

  close(): void {
    this.client.close();
  }

  /** The next ones in turn, as many as there is room for beside others in a request. */
  private members(others: number): string[] {
    return Array.from({ length: PER_REQUEST - others }, () => {
      const id = MEMBER_IDS[this.next % MEMBERS] ?? '';
      this.next += 1;
      return id;
    });
  }

  private async register(version: string, ids: readonly string[]): Promise<void> {
    const servers = ids.map((id) => manifest(id, { version }));
    const { text } = await this.client.post(`${this.url}/servers/batch/register`, { servers });
    const { results } = JSON.parse(text) as { results?: { answer?: { outcome: string } }[] };
    const outcomes = results?.map(({ answer }) => answer?.outcome ?? 'refused');
    const isRight = outcomes?.length === ids.length && !outcomes.some((one) => WRONG.has(one));
    if (!isRight) throw new Error(text.slice(0, 1_000));
  }

  private async remove(id: string): Promise<void> {
    const { status, text } = await this.client.delete(`${this.url}/servers/${id}`);
    if (status !== 200) throw new Error(text);
  }
}

function guest(number: number): string {
  return `guest-${number % GUESTS}`;
}
