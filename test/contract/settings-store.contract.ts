import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Setting, SettingsStore } from '../../src/storage/settings-store.js';

/** An adapter under test; `reopenSettings` opens the same data again, as a restart or another replica does. */
export interface SettingsUnderTest {
  readonly settings: SettingsStore;
  reopenSettings(): Promise<SettingsStore>;
  end(): Promise<void>;
}

/** What every adapter of {@link SettingsStore} must do. */
export function settingsStoreContract(name: string, open: () => Promise<SettingsUnderTest>): void {
  describe(`SettingsStore contract: ${name}`, () => {
    let under: SettingsUnderTest;
    let seen: Setting[];

    beforeEach(async () => {
      under = await open();
      seen = [];
      await under.settings.follow((setting) => {
        seen.push(setting);
      });
    });

    afterEach(() => under.end());

    it('should store a value and count revisions up', async () => {
      expect(await under.settings.put('pace', 0, { factor: 2 })).toEqual({
        name: 'pace',
        revision: 1,
        value: { factor: 2 },
      });
      expect(await under.settings.put('pace', 1, { factor: 3 })).toMatchObject({ revision: 2 });
      expect(seen.map(({ revision }) => revision)).toEqual([1, 2]);
    });

    it('should refuse what was decided from an older revision', async () => {
      await under.settings.put('pace', 0, 1);
      expect(await under.settings.put('pace', 0, 2)).toBeUndefined();
      await under.settings.put('pace', 1, 3);
      expect(await under.settings.put('pace', 1, 4)).toBeUndefined();
      expect(seen.at(-1)).toEqual({ name: 'pace', revision: 2, value: 3 });
    });

    it('should hand over what is stored when asked', async () => {
      await under.settings.put('pace', 0, 1);
      seen.length = 0;
      await under.settings.refresh();
      expect(seen).toEqual([{ name: 'pace', revision: 1, value: 1 }]);
    });

    it('should let one of many win that are decided alike', async () => {
      const puts = Array.from({ length: 8 }, (_, index) => under.settings.put('pace', 0, index));
      const won = (await Promise.all(puts)).filter((setting) => setting !== undefined);
      expect(won).toHaveLength(1);
      expect(seen.at(-1)).toEqual(won[0]);
    });

    it('should keep any JSON as it is', async () => {
      const value = { $ref: 1, 'a.b': [null, 1.5, 'ü', { '': {} }], _bsontype: 'x', since: 1e15 };
      await under.settings.put('odd', 0, value);
      const found: Setting[] = [];
      const again = await under.reopenSettings();
      await again.follow((setting) => found.push(setting));
      expect(found).toEqual([{ name: 'odd', revision: 1, value }]);
    });

    it('should hand over everything once to who follows again', async () => {
      const listener = (setting: Setting): void => {
        seen.push(setting);
      };
      await under.settings.follow(listener);
      await under.settings.follow(listener);
      await under.settings.put('pace', 0, 1);
      expect(seen).toHaveLength(2);
    });
  });
}
