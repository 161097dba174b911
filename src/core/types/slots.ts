/** What each card of a machine is plugged into, where it is less than the card takes: a riser of one lane. */
export interface Slots {
  readonly pcieLanes: number | null;
  readonly pcieGeneration: number | null;
}
