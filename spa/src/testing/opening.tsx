import { createMemoryHistory } from '@tanstack/react-router';
import { render, screen } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { axe } from './axe.ts';
import type { Permission } from '../api/model';
import { App, makeRouter } from '../app';
import type { Locale } from '../i18n';
import { getGetMyselfMockHandler } from '../mock/generated/session/session.msw.ts';
import { aMe } from '../mock/samples/people.ts';
import { server } from './server.ts';

interface Opening {
  locale?: Locale;
  /** What the person can do; everything where it is left out. */
  permissions?: readonly Permission[];
}

/** Opens an address as somebody of the staff, with the mocked API behind it. */
export function openAt(path: string, { locale = 'en', permissions }: Opening = {}): UserEvent {
  localStorage.setItem('lonja.locale', locale);
  if (permissions) server.use(getGetMyselfMockHandler(aMe(permissions)));
  const history = createMemoryHistory({ initialEntries: [path] });
  render(<App router={makeRouter({ history, retries: 0 })} />);
  return userEvent.setup({ delay: null });
}

export async function dialog(): Promise<HTMLElement> {
  return screen.findByRole('dialog');
}

/** Fails with the rules of accessibility that what is drawn now breaks. */
export async function hasNoBarrier(): Promise<void> {
  const broken = await axe(document.body);
  if (broken.length > 0) throw new Error(broken.join('\n'));
}
