import { createFileRoute } from '@tanstack/react-router';
import { SignIn } from '../features/session/SignIn';

interface SignInSearch {
  next?: string;
  refused?: string;
}

export const Route = createFileRoute('/sign-in')({
  // Only a path of ours: `//elsewhere` and full addresses would lead people away.
  validateSearch: ({ next, refused }: Record<string, unknown>): SignInSearch => ({
    ...(typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {}),
    ...(typeof refused === 'string' ? { refused } : {}),
  }),
  component: function SignInPage() {
    const { next, refused } = Route.useSearch();
    return <SignIn next={next ?? '/'} refused={refused} />;
  },
});
