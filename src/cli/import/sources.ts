/** What programs can be made out of, by what a user calls it. */
export const SOURCES = ['kubernetes', 'terraform', 'libvirt'] as const;

export type Source = (typeof SOURCES)[number];
