import { GuestOs, Size } from '../../../src';

/** Of images that boot in next to nothing: a kernel and a shell. */
export const TINY = GuestOs.custom({ like: GuestOs.debian12(), minimumMemory: Size.mebibytes(128), minimumDisk: Size.gibibytes(1) });

/** Processor seconds that such a guest may take: a few do. */
export const TINY_BOOT_SECONDS = 60;
