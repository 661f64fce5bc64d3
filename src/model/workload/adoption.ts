/**
 * A domain of libvirt that somebody else has made, and that goes on as it is: an apply notes it in Terraform's state (an `import` block)
 * and changes nothing of it. What it is stays the affair of whoever made it (`virsh edit`); no apply stops it, changes it or removes it.
 */
export interface AdoptProps {
  /** Its UUID, as `virsh domuuid NAME` prints it. No other domain is ever taken for it. */
  readonly uuid: string;
  /**
   * Its name in libvirt.
   * @default - the machine's
   */
  readonly name?: string;
  /**
   * Whether network filters are put before its cards, live: from the next apply on nobody gets through but those whom flows let in and
   * out. They are taken off again when this is taken back, and when the machine leaves the system.
   * @default false - whoever reaches its network reaches it, as before
   */
  readonly filtered?: boolean;
}
