import { DIRECTORY } from '../../support/test-app.js';
import type { Entry } from './entry.js';
import type { Answer, HttpClient } from './http-client.js';

/** Whether every replica serves the server with this status. */
export async function statusEverywhere(
  client: HttpClient,
  urls: readonly string[],
  id: string,
  status: string,
): Promise<boolean> {
  const entries = await Promise.all(
    urls.map((url) => client.getJson<Entry>(`${url}${DIRECTORY}/servers/${id}`)),
  );
  return entries.every((entry) => entry.status === status);
}

/** Whether every replica says that it has lost no backend. */
export async function allReachBackends(
  client: HttpClient,
  urls: readonly string[],
): Promise<boolean> {
  return (await strictlyReady(client, urls)).every(({ status }) => status === 200);
}

/** Whether every replica says that it has lost one. */
export async function allHaveLostABackend(
  client: HttpClient,
  urls: readonly string[],
): Promise<boolean> {
  return (await strictlyReady(client, urls)).every(({ status }) => status === 503);
}

function strictlyReady(client: HttpClient, urls: readonly string[]): Promise<Answer[]> {
  return Promise.all(urls.map((url) => client.get(`${url}/health/ready?strict=1`)));
}
