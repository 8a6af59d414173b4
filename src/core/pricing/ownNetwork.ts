import { reachOf } from '../providers/hostReach.ts';

/** True where the server runs on one's own machine or network, so that nobody else bills for it. */
export function isOwnNetwork(baseUrl: string): boolean {
  const host = URL.parse(baseUrl)?.hostname;
  return host !== undefined && host !== '' && reachOf(host) !== 'public';
}
