/**
 * The most tokens a second one stream can decode when reading the weights is the only cost.
 *
 *   tokens/s = bandwidth of the memory that holds the weights ÷ weight bytes
 *
 * A ceiling, not a prediction: no efficiency, no KV cache, no overhead. The link to the host plays no part once the weights are loaded.
 *
 * @throws RangeError for no bytes.
 * @see docs/formulas/money.md#ceilings
 * @example decodeCeiling({ weightsBytes: 14e9, memoryBytesPerSecond: 1008e9 }) // 72
 */
export function decodeCeiling(input: { readonly weightsBytes: number; readonly memoryBytesPerSecond: number }): number {
  if (!(input.weightsBytes > 0)) throw new RangeError('a ceiling needs weights to read');
  return input.memoryBytesPerSecond / input.weightsBytes;
}

/** Seconds to move bytes over a link once: loading weights, not decoding. @example transferSeconds(14e9, 32e9) // 0.4375 */
export function transferSeconds(bytes: number, bytesPerSecond: number): number {
  return bytes / bytesPerSecond;
}
