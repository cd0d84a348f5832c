import type { ReactNode } from 'react';
import { getListContentVersionsQueryKey } from '../../api/content';
import type { DocumentName, Permission } from '../../api/model';
import { Fields } from '../../ui/form/Fields';
import type { Field } from '../../ui/form/field.ts';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { UndoChange } from './UndoChange';

interface Edition<D> {
  document: D;
  version: number;
}

interface DocumentFormProps<D, V extends object> {
  name: DocumentName;
  title: string;
  edition: Edition<D>;
  fields: readonly Field<V>[];
  valuesOf: (document: D) => V;
  read: () => Promise<Edition<D>>;
  write: (values: V, version: number) => Promise<Edition<D>>;
  queryKey: readonly unknown[];
  needs?: Permission;
  children?: ReactNode;
  /** What stands below, about the values of now. */
  below?: (values: V) => ReactNode;
}

/** One document that is read and replaced whole. */
export function DocumentForm<D, V extends object>(props: DocumentFormProps<D, V>) {
  const { name, title, edition, fields, valuesOf, read, write, queryKey, children } = props;
  const { needs = 'content.write' } = props;
  const refresh = useRefresh();
  const form = useForm<V, Edition<D>>({
    fields,
    read: valuesOf(edition.document),
    version: edition.version,
    save: (values, { version }) => write(values, version),
    reload: async () => {
      const now = await read();
      return { values: valuesOf(now.document), version: now.version };
    },
    saved: () => refresh(queryKey, getListContentVersionsQueryKey(name)),
  });
  const undo = (
    <UndoChange
      name={name}
      version={edition.version}
      // The list of this name holds documents of this kind alone.
      restore={({ document }) => write(valuesOf(document as D), edition.version)}
      queryKey={queryKey}
      needs={needs}
    />
  );
  return (
    <Form form={form} needs={needs}>
      <Panel title={title} aside={undo}>
        {children}
        <Fields form={form} />
      </Panel>
      {props.below?.(form.values)}
    </Form>
  );
}
