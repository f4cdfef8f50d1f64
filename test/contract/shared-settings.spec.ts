import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { SharedSettings } from '../../src/storage/shared-settings.service.js';
import { MongoSettings } from '../../src/storage/mongo/mongo-settings.js';
import { ManualClock } from '../support/manual-clock.js';
import { MongoStores } from '../support/mongo-stores.js';
import { describeWithServices } from '../support/services.js';

describeWithServices('Settings of two replicas', ['mongodb'], ({ mongodb }) => {
  let stores: MongoStores;
  let replicas: SharedSettings[];

  beforeEach(async () => {
    stores = new MongoStores(mongodb);
    replicas = [];
    for (let replica = 0; replica < 2; replica += 1) {
      const { store, models } = stores.make();
      await store.open();
      // Nobody hears of anything by polling: this clock stands still.
      const settings = new SharedSettings(
        new MongoSettings(models, new ManualClock()),
        new ManualClock(),
      );
      await settings.load();
      replicas.push(settings);
    }
  });

  afterEach(() => stores.end());

  it('should be changed from what is stored, not from what this replica has heard', async () => {
    const [one, two] = replicas;
    await one?.change('mode', () => 'on');
    expect(two?.value('mode')).toBeUndefined();
    // "It is so already" would leave it on.
    await two?.change('mode', (value = 'auto') => (value === 'auto' ? undefined : 'auto'));
    await one?.change('mode', (value) => {
      expect(value).toBe('auto');
      return undefined;
    });
    expect(replicas.map((settings) => settings.value('mode'))).toEqual(['auto', 'auto']);
  });
});
