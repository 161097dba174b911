/** Stand-in until the catalog lands: replaced whole by the catalog's own index. */
export const catalogIdentity = (): { asOf: string; sha256: string } => ({ asOf: '2026-11-22', sha256: '' });
