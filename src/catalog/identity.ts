import { asOf, sha256 } from 'virtual:catalog-identity';

export interface CatalogIdentity {
  readonly asOf: string;
  readonly sha256: string;
}

let used: CatalogIdentity | undefined;

/**
 * Which facts an answer rests on: the newest collection day and the hash of every table, taken at build time; with a
 * user's catalog in front, the hash of both.
 */
export function catalogIdentity(): CatalogIdentity {
  return used ?? { asOf, sha256 };
}

/** Set with a user's catalog, undefined to have ours again. */
export function useIdentity(identity: CatalogIdentity | undefined): void {
  used = identity;
}
