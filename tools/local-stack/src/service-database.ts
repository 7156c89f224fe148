/** A service's own database: its role has the same name and owns nothing else. */
export interface ServiceDatabase {
  readonly name: string;
  readonly variable: DatabaseVariable;
}

export type DatabaseVariable =
  | 'ORDER_API_DATABASE_URL'
  | 'ORDER_DATABASE_URL'
  | 'INVENTORY_DATABASE_URL'
  | 'PAYMENT_DATABASE_URL'
  | 'NOTIFICATION_DATABASE_URL';

export const serviceDatabases: readonly ServiceDatabase[] = [
  { name: 'order_api', variable: 'ORDER_API_DATABASE_URL' },
  { name: 'order', variable: 'ORDER_DATABASE_URL' },
  { name: 'inventory', variable: 'INVENTORY_DATABASE_URL' },
  { name: 'payment', variable: 'PAYMENT_DATABASE_URL' },
  { name: 'notification', variable: 'NOTIFICATION_DATABASE_URL' },
];
