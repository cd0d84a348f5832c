import { Button, Tooltip, type ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Permission } from '../api/model';
import { useWords } from '../i18n';
import { useCan } from '../session.ts';

interface ActionProps extends ButtonProps {
  needs: Permission;
  /** Why it cannot be done now, though this person may. */
  because?: string | undefined;
  onClick?: () => void;
  type?: 'button' | 'submit';
  children: ReactNode;
}

/** A button that says why it cannot be pressed, instead of hiding. */
export function Action({
  needs,
  because,
  children,
  onClick,
  type = 'button',
  ...rest
}: ActionProps) {
  const { t, word } = useWords();
  const can = useCan();
  const reason = can(needs)
    ? because
    : t('failure.needs', { permission: word('permission', needs) });
  const button = (
    <Button
      {...rest}
      type={type}
      aria-disabled={reason ? true : undefined}
      data-disabled={reason ? true : undefined}
      onClick={(event) => {
        if (reason) event.preventDefault();
        else onClick?.();
      }}
    >
      {children}
    </Button>
  );
  return reason ? <Tooltip label={reason}>{button}</Tooltip> : button;
}
