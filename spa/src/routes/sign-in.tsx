import { createFileRoute } from '@tanstack/react-router';
import { SignIn } from '../features/session/SignIn';

interface SignInSearch {
  next?: string;
}

export const Route = createFileRoute('/sign-in')({
  // Only a path of ours: `//elsewhere` and full addresses would lead people away.
  validateSearch: ({ next }: Record<string, unknown>): SignInSearch =>
    typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {},
  component: function SignInPage() {
    const { next } = Route.useSearch();
    return <SignIn next={next ?? '/'} />;
  },
});
