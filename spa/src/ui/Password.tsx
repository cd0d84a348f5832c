import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useWords } from '../i18n';

/** A password, and the button that shows it, named in the reader's language. */
export function Password(props: PasswordInputProps) {
  const { t } = useWords();
  return (
    <PasswordInput
      {...props}
      visibilityToggleButtonProps={{ 'aria-label': t('form.show_password') }}
    />
  );
}
