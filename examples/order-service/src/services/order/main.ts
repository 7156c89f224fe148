// The process of the order service: `npm run start:order`.
import { runService } from '../run-service.ts';
import { orderService } from './service.ts';

await runService(orderService);
