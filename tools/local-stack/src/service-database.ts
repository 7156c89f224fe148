/** A service's own database, its owner's role of the same name, and the role that the service runs as: none of them reaches another's. */
export interface ServiceDatabase {
  readonly name: string;
  /** The URL that the service runs with. */
  readonly variable: DatabaseVariable;
  /** The URL that its tables are made with. */
  readonly ownerVariable: OwnerVariable;
  /** The role that the service runs as. It may enter its database; what it may do there, the owner of the tables says. */
  readonly runtimeRole: string;
}

type ServiceName = 'ORDER_API' | 'ORDER' | 'INVENTORY' | 'PAYMENT' | 'NOTIFICATION';
export type DatabaseVariable = `${ServiceName}_DATABASE_URL`;
export type OwnerVariable = `${ServiceName}_OWNER_DATABASE_URL`;

const serviceNames = ['ORDER_API', 'ORDER', 'INVENTORY', 'PAYMENT', 'NOTIFICATION'] as const;

export const serviceDatabases: readonly ServiceDatabase[] = serviceNames.map((service) => ({
  name: service.toLowerCase(),
  variable: `${service}_DATABASE_URL`,
  ownerVariable: `${service}_OWNER_DATABASE_URL`,
  runtimeRole: runtimeRoleOf(service.toLowerCase()),
}));

/** The role that a database is used as, beside its owner. */
export function runtimeRoleOf(database: string): string {
  return `${database}_runtime`;
}
