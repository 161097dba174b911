/** A prediction with the ends of its interval. */
export interface Range {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/** One line that `speed --batch` answers. */
export interface Line {
  readonly id: string;
  readonly result?: { readonly decodeTokensPerSecond: Range; readonly prefillTokensPerSecond: Range };
  readonly error?: unknown;
  readonly warnings?: readonly { readonly kind: string; readonly message: string }[];
}
