// The process of the notification service: `npm run start:notification`.
import { runService } from '../run-service.ts';
import { notificationService } from './service.ts';

await runService(notificationService);
