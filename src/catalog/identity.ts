import { asOf, sha256 } from 'virtual:catalog-identity';

/** Which facts an answer rests on: the newest collection day and the hash of every table, taken at build time. */
export function catalogIdentity(): { asOf: string; sha256: string } {
  return { asOf, sha256 };
}
