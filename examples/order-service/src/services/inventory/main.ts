// The process of the inventory service: `npm run start:inventory`.
import { runService } from '../run-service.ts';
import { inventoryService } from './service.ts';

await runService(inventoryService);
