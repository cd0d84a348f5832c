import { Textarea, TextInput } from '@mantine/core';

interface WritingProps {
  label: string;
  description?: string | undefined;
  error?: string | undefined;
  required: boolean;
  disabled: boolean;
  inputWrapperOrder: ('label' | 'input' | 'description' | 'error')[];
  value: string;
  change: (text: string) => void;
  lang?: string;
  className?: string | undefined;
  type?: string | undefined;
  most?: number | undefined;
  lines?: number | undefined;
}

/** A text of one line, or of several. */
export function Writing({ most, lines, change, type, className, ...rest }: WritingProps) {
  const own = { ...rest, maxLength: most ?? 200 };
  return lines ? (
    <Textarea
      {...own}
      autosize
      minRows={lines}
      maxRows={18}
      onChange={(event) => change(event.currentTarget.value)}
    />
  ) : (
    <TextInput
      {...own}
      {...(type ? { type } : {})}
      {...(className ? { classNames: { input: className } } : {})}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
