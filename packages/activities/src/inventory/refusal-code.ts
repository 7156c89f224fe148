/** Why inventory refuses, for good. */
export const inventoryRefusal = {
  outOfStock: 'OUT_OF_STOCK',
  unknownSku: 'UNKNOWN_SKU',
} as const;
