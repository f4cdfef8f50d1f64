import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, flattenedVerify, type FlattenedJWS, type JSONWebKeySet } from 'jose';
import { StatementSigner } from '../../src/signing/statement-signer.service.js';
import { manifest } from '../support/example-manifest.js';
import {
  climb,
  climbTree,
  readBucket,
  readLeafHash,
  readRoot,
  readTreeHash,
  type ReadLeaf,
} from '../support/listing-root.js';
import { OpenApi } from '../support/openapi.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

interface Claims {
  readonly count: number;
  readonly revision: string;
  readonly root: string;
  readonly iat: number;
  readonly exp: number;
  readonly iss: string;
}

interface Entries {
  readonly snapshot: FlattenedJWS;
  readonly leaves: readonly ReadLeaf[];
}

interface Proof {
  readonly snapshot: FlattenedJWS;
  readonly id: string;
  readonly listed: boolean;
  readonly leaf?: ReadLeaf;
  readonly bucket: {
    readonly index: number;
    readonly size?: number;
    readonly position?: number;
    readonly leaves?: readonly ReadLeaf[];
  };
  readonly bucket_path?: readonly string[];
  readonly path: readonly string[];
}

interface Listing {
  readonly revision: string;
  readonly total: number;
  readonly servers: readonly {
    readonly id: string;
    readonly status: string;
    readonly directory: { readonly digest: string; readonly revision: number };
  }[];
}

const SNAPSHOT = `${DIRECTORY}/snapshot`;
const SERVERS = 120;

describe('The signed snapshot', () => {
  let directory: TestApp;

  beforeEach(async () => {
    directory = await startTestApp({ listen: true });
    await register(0, SERVERS);
  });

  afterEach(async () => {
    await directory.end();
  });

  async function register(first: number, count: number): Promise<void> {
    const servers = Array.from({ length: count }, (_, index) => manifest(`s${first + index}`));
    await directory.http.post('/servers/batch/register').send({ servers }).expect(200);
  }

  async function claimsOf(jws: FlattenedJWS): Promise<Claims> {
    const { body } = (await directory.http.get('/.well-known/jwks.json')) as {
      body: JSONWebKeySet;
    };
    const { payload, protectedHeader } = await flattenedVerify(jws, createLocalJWKSet(body));
    expect(protectedHeader?.typ).toBe('mcp-snapshot+jws');
    return JSON.parse(Buffer.from(payload).toString('utf8')) as Claims;
  }

  async function claims(): Promise<Claims> {
    const response = await directory.http.get(SNAPSHOT).expect(200);
    expect(response.headers['content-type']).toBe('application/jose+json');
    return claimsOf(JSON.parse(response.text) as FlattenedJWS);
  }

  async function listing(): Promise<Listing> {
    const response = await directory.http.get(`${DIRECTORY}/servers?limit=500`).expect(200);
    return response.body as Listing;
  }

  async function entries(): Promise<Entries> {
    return (await directory.http.get(`${SNAPSHOT}?entries=1`).expect(200)).body as Entries;
  }

  async function proof(id: string): Promise<Proof> {
    return (await directory.http.get(`${DIRECTORY}/servers/${id}/proof`).expect(200)).body as Proof;
  }

  const leavesOf = ({ servers }: Listing): ReadLeaf[] =>
    servers.map(({ id, status, directory: own }) => ({
      dig: own.digest,
      id,
      rev: own.revision,
      st: status,
    }));

  it('should prove that a listing is complete', async () => {
    const listed = await listing();
    expect(await claims()).toEqual({
      iss: 'urn:omega:directory',
      iat: 1795348800,
      exp: 1795350000,
      revision: listed.revision,
      count: SERVERS,
      root: readRoot(leavesOf(listed)),
    });
    await directory.http.delete('/servers/s7').expect(200);
    const later = await claims();
    expect(later).toMatchObject({ count: SERVERS - 1, root: readRoot(leavesOf(await listing())) });
    expect(later.root).not.toBe(readRoot(leavesOf(listed)));
  });

  it('should cover exactly the default listing, with the status of each', async () => {
    await directory.http.post('/servers/s1/disable').send({ reason: 'wrong' }).expect(200);
    await directory.http.post('/servers/heartbeat').send({ id: 's2', status: 'draining' });
    const listed = await listing();
    expect((await claims()).root).toBe(readRoot(leavesOf(listed)));
    expect(listed.total).toBe(SERVERS - 1);
    await directory.http.post('/servers/s1/enable').send({ reason: 'right' }).expect(200);
    expect(await claims()).toMatchObject({
      count: SERVERS,
      root: readRoot(leavesOf(await listing())),
    });
  });

  it('should come with its leaves', async () => {
    const { snapshot, leaves } = await entries();
    expect(leaves).toEqual(leavesOf(await listing()));
    expect(await claimsOf(snapshot)).toMatchObject({ count: SERVERS, root: readRoot(leaves) });
    const tag = (await directory.http.get(`${SNAPSHOT}?entries=1`)).headers['etag'] ?? '';
    await directory.http.get(`${SNAPSHOT}?entries=1`).set('If-None-Match', tag).expect(304);
    await directory.http.get(SNAPSHOT).set('If-None-Match', tag).expect(304);
    await register(SERVERS, 1);
    await directory.http.get(SNAPSHOT).set('If-None-Match', tag).expect(200);
  });

  it('should hold still for a reader who is slow', async () => {
    await register(SERVERS, 900);
    await register(1_100, 900);
    const before = await claims();
    const url = `${await directory.app.getUrl()}${SNAPSHOT}?entries=1`;
    const [response] = (await once(get(url), 'response')) as [IncomingMessage];
    response.setEncoding('utf8');
    const [first] = (await once(response, 'data')) as [string];
    response.pause();
    await register(3_000, 50);
    await directory.http.delete('/servers/s900').expect(200);
    let text = first;
    for await (const piece of response) text += piece as string;
    const { snapshot, leaves } = JSON.parse(text) as Entries;
    expect(await claimsOf(snapshot)).toEqual(before);
    expect([leaves.length, readRoot(leaves)]).toEqual([before.count, before.root]);
  });

  it('should not be held up by a reader who leaves', async () => {
    const url = `${await directory.app.getUrl()}${SNAPSHOT}?entries=1`;
    for (let visit = 0; visit < 80; visit += 1) {
      const request = get(url);
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      response.on('error', () => undefined);
      request.on('error', () => undefined);
      response.destroy();
    }
    expect((await entries()).leaves).toHaveLength(SERVERS);
  });

  it('should prove each server, and that others are not listed', async () => {
    await directory.http.post('/servers/s1/disable').send({ reason: 'wrong' }).expect(200);
    const { root } = await claims();
    const listed = leavesOf(await listing());
    for (const leaf of listed) {
      const one = await proof(leaf.id);
      expect([one.id, one.listed, one.leaf]).toEqual([leaf.id, true, leaf]);
      const { index, position = -1, size = 0 } = one.bucket;
      expect(index).toBe(readBucket(leaf.id));
      const hash = climbTree(readLeafHash(leaf), position, size, one.bucket_path ?? []);
      expect(climb(hash, index, one.path)).toBe(root);
      expect((await claimsOf(one.snapshot)).root).toBe(root);
    }
    for (const id of ['s1', 'nobody', 'S3']) {
      const { listed: isListed, bucket, path, leaf } = await proof(id);
      expect([isListed, leaf, bucket.index]).toEqual([false, undefined, readBucket(id)]);
      const leaves = bucket.leaves ?? [];
      expect(leaves.map((one) => one.id)).not.toContain(id);
      expect(climb(readTreeHash(leaves.map(readLeafHash)), bucket.index, path)).toBe(root);
    }
  });

  it('should be signed once a change, however many ask', async () => {
    const signer = directory.app.get(StatementSigner);
    let signatures = 0;
    const sign = signer.sign.bind(signer);
    signer.sign = (type, content) => {
      signatures += 1;
      return sign(type, content);
    };
    await Promise.all(Array.from({ length: 20 }, () => claims()));
    await proof('s3');
    expect(signatures).toBe(1);
    await register(SERVERS, 1);
    await Promise.all([claims(), proof('s3'), entries()]);
    expect(signatures).toBe(2);
    directory.clock.advance(600_000);
    await claims();
    expect(signatures).toBe(3);
  });

  it.each([
    ['/snapshot?entries=2', 'entries'],
    ['/snapshot?entries=1&entries=1', 'entries'],
    ['/snapshot?limit=3', 'limit'],
    ['/servers/s1/proof?entries=1', 'entries'],
    ['/servers/-s1/proof', 'id'],
  ])('should refuse %s', async (path, name) => {
    const response = await directory.http.get(DIRECTORY + path).expect(400);
    const { code, errors } = response.body as { code: string; errors: { path: string }[] };
    expect([code, errors.map((one) => one.path)]).toEqual(['VALIDATION_FAILED', [name]]);
  });

  it('should document what it answers', async () => {
    const openApi = await OpenApi.of(directory);
    for (const id of ['s1', 'nobody']) {
      const response = await directory.http.get(`${DIRECTORY}/servers/${id}/proof`);
      expect(openApi.faults('get', `${DIRECTORY}/servers/{id}/proof`, response)).toEqual([]);
    }
    const response = await directory.http.get(`${SNAPSHOT}?entries=1`);
    expect(openApi.faults('get', SNAPSHOT, response)).toEqual([]);
  });
});
