/** Patterns of what is left out, one a line. Kept when applied, not while they are typed. */
import { useState } from 'react';
import { Button, FieldError, Label, Text, TextArea, TextField } from 'react-aria-components';
import { patternsOf, wrongWith } from '../../main/engine/contract/exclusions.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { Settings } from '../../main/engine/contract/settings.ts';
import { PageDialog } from '../shared/page-dialog.tsx';
import { engine, sentenceOf } from '../state/engine.ts';

const words = messages.settings.page;

type Asked = { readonly patterns: string[]; readonly files: number };

type ExcludeFieldProps = {
  readonly settings: Settings;
  readonly onChange: (exclude: string[]) => void;
};

export function ExcludeField({ settings, onChange }: ExcludeFieldProps) {
  const kept = settings.exclude.join('\n');
  const [typed, setTyped] = useState(kept);
  /** What is to be applied, and how many files of the library would leave, where there are any. */
  const [asked, setAsked] = useState<Asked | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [isApplied, setIsApplied] = useState(false);
  const patterns = patternsOf(typed.split('\n'));
  const problem = problemOf(patterns) ?? failure;
  const isChanged = patterns.join('\n') !== kept;
  const keep = (wanted: string[]): void => {
    setAsked(null);
    // What was typed on meanwhile stays.
    setTyped((now) => (now === typed ? wanted.join('\n') : now));
    setIsApplied(true);
    onChange(wanted);
  };
  const apply = async (): Promise<void> => {
    try {
      const { files } = await engine.call('countExcluded', { exclude: patterns });
      setFailure(null);
      if (files > 0) setAsked({ patterns, files });
      else keep(patterns);
    } catch (reason) {
      setFailure(sentenceOf(reason));
    }
  };
  return (
    <div className="setting">
      <TextField
        className="exclude"
        value={typed}
        onChange={(text) => {
          setTyped(text);
          setFailure(null);
        }}
        isInvalid={problem !== null}
        spellCheck="false"
      >
        <Label className="setting-name">{words.exclude}</Label>
        <Text slot="description" className="setting-detail">
          {words.excludeDetail}
        </Text>
        <TextArea className="field" rows={4} />
        <FieldError className="dialog-error">{problem}</FieldError>
      </TextField>
      {/* Never disabled after it was pressed: the focus comes back to it from the question. */}
      <div className="exclude-apply">
        <Button
          className="button"
          isDisabled={problemOf(patterns) !== null}
          onPress={() => void apply()}
        >
          {words.apply}
        </Button>
        <span role="status" className="setting-detail">
          {isApplied && !isChanged ? words.applied : ''}
        </span>
      </div>
      {asked !== null && (
        <ConfirmExclusion
          files={asked.files}
          keepHiddenDays={settings.keepHiddenDays}
          onConfirm={() => keep(asked.patterns)}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}

type ConfirmExclusionProps = {
  readonly files: number;
  readonly keepHiddenDays: Settings['keepHiddenDays'];
  readonly onConfirm: () => void;
  readonly onClose: () => void;
};

function ConfirmExclusion(props: ConfirmExclusionProps) {
  const { files, keepHiddenDays, onConfirm, onClose } = props;
  return (
    <PageDialog
      title={words.confirmTitle}
      role="alertdialog"
      size="small"
      onClose={onClose}
      footer={
        <>
          <Button className="button" onPress={onClose} autoFocus>
            {messages.page.cancel}
          </Button>
          <Button className="button danger" onPress={onConfirm}>
            {words.confirmButton}
          </Button>
        </>
      }
    >
      <p>{words.confirm(files, keepHiddenDays)}</p>
    </PageDialog>
  );
}

/** Of the first that is wrong, or of the list. */
function problemOf(patterns: readonly string[]): string | null {
  const first = patterns.map(wrongWith).find((problem) => problem !== null);
  if (first !== undefined) return first;
  return Settings.shape.exclude.safeParse(patterns).error?.issues[0]?.message ?? null;
}
