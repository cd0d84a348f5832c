import { createFileRoute, redirect } from '@tanstack/react-router';
import { meOptions } from '../session.ts';
import { SignInAgain } from '../features/session/SignIn';
import { Shell } from '../features/shell/Shell';
import { Problem } from '../fetching.ts';

/** Everything behind the sign-in. */
export const Route = createFileRoute('/_desk')({
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.ensureQueryData(meOptions());
    } catch (failure) {
      if (failure instanceof Problem && failure.status === 401) {
        throw redirect({ to: '/sign-in', search: { next: location.href } });
      }
      throw failure;
    }
  },
  component: () => (
    <>
      <Shell />
      <SignInAgain />
    </>
  ),
});
