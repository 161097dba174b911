import type { Judgment } from './judgment.ts';

/** Bytes/s a good NVMe disk reads a large file with. */
export const DISK_BYTES_PER_SECOND: Judgment = {
  id: 'disk-bandwidth',
  value: 3e9,
  unit: 'B/s',
  low: 0.5e9,
  high: 7e9,
  source: null,
  asOf: null,
  why: 'PCIe 3 to 5 NVMe drives read 3–12 GB/s at best; engines reach part of that; SATA and network disks 0.1–0.5',
};

/** Share of its memory's peak bandwidth at which a processor reads weights while decoding. */
export const HOST_BANDWIDTH_SHARE: Judgment = {
  id: 'host-bandwidth-share',
  value: 0.55,
  unit: 'share',
  low: 0.4,
  high: 0.75,
  source: null,
  asOf: null,
  why: 'decoding on processors reaches about half of the peak of two channels, more where cores are many',
};

/** Bytes/s with which a desktop's processor reads weights that spilled to its memory. */
export const HOST_BYTES_PER_SECOND: Judgment = {
  id: 'host-bandwidth',
  value: 35e9,
  unit: 'B/s',
  low: 20e9,
  high: 60e9,
  source: null,
  asOf: null,
  why: 'two channels of DDR4-3200 to DDR5-6000 move 51–96 GB/s at best; decoding on processors reaches about half',
};
