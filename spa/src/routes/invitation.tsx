import { createFileRoute } from '@tanstack/react-router';
import { Join } from '../features/session/Join';

export const Route = createFileRoute('/invitation')({ component: Join });
