import { useWords } from '../i18n';
import classes from './Refusal.module.css';
import { sentence } from './states';

interface RefusalProps {
  failure?: unknown;
  message?: string | undefined;
}

/** Why a form was not accepted, above its fields; nothing while all is well. */
export function Refusal({ failure, message }: RefusalProps) {
  const words = useWords();
  const text = message ?? (failure ? sentence(failure, words) : null);
  return text ? (
    <p className={classes.refused} role="alert">
      {text}
    </p>
  ) : null;
}
