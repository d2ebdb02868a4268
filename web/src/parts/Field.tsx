import type { ComponentChildren, InputHTMLAttributes, TargetedInputEvent } from "preact";
import { t } from "../app/i18n";
import { Icon } from "./Icon";

interface Common {
	/** Also the id of its control, to which the error summary leads. */
	name: string;
	label: ComponentChildren;
	hint?: ComponentChildren;
	error?: string | undefined;
	optional?: boolean;
	short?: boolean;
}

function Shell({ name, label, hint, error, optional, short, children }: Common & { children: ComponentChildren }) {
	return (
		<div class={`field ${error ? "field--wrong" : ""} ${short ? "field--short" : ""}`}>
			<label class="field__label" for={name}>
				{label} {optional && <span class="field__optional">{t("common.optional")}</span>}
			</label>
			{hint && (
				<div id={`${name}-hint`} class="field__hint">
					{hint}
				</div>
			)}
			{error && <FieldError name={name} error={error} />}
			{children}
		</div>
	);
}

function FieldError({ name, error }: { name: string; error: string }) {
	return (
		<p id={`${name}-error`} class="field__error">
			<Icon name="danger" size={20} />
			<span>
				<span class="kern-sr-only">{t("common.error.prefix")} </span>
				{error}
			</span>
		</p>
	);
}

function described({ name, hint, error }: Common): string | undefined {
	return [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ") || undefined;
}

interface TextProps extends Common {
	value: string;
	onValue: (value: string) => void;
	type?: "text" | "email" | "tel" | "password" | "date" | "time" | "number";
	autocomplete?: string;
	inputMode?: "numeric" | "tel" | "email" | "text" | "decimal";
	maxLength?: number;
	rows?: number;
	spellcheck?: boolean;
}

/** A line, or several, to write into. */
export function TextField(props: TextProps) {
	const { name, value, onValue, type = "text", autocomplete, inputMode, maxLength, rows, spellcheck, error } = props;
	const common = {
		id: name,
		name,
		value,
		maxLength,
		autocomplete: autocomplete ?? "off",
		"aria-invalid": error ? ("true" as const) : undefined,
		"aria-describedby": described(props),
		"aria-required": props.optional ? undefined : ("true" as const),
		onInput: (event: TargetedInputEvent<HTMLInputElement | HTMLTextAreaElement>) => onValue(event.currentTarget.value),
	};
	return (
		<Shell {...props}>
			{rows ? (
				<textarea {...common} rows={rows} spellcheck={spellcheck} />
			) : (
				<input
					{...({
						...common,
						type,
						inputMode,
						spellcheck: spellcheck ?? false,
					} as InputHTMLAttributes<HTMLInputElement>)}
				/>
			)}
		</Shell>
	);
}

export interface Option {
	value: string;
	label: ComponentChildren;
	hint?: ComponentChildren;
}

interface ChoiceProps extends Common {
	value: string;
	onValue: (value: string) => void;
	options: readonly Option[];
}

/** A list that folds out. For five choices or more. */
export function SelectField(props: ChoiceProps) {
	const { name, value, onValue, options, error } = props;
	return (
		<Shell {...props}>
			<select
				id={name}
				name={name}
				value={value}
				aria-invalid={error ? "true" : undefined}
				aria-describedby={described(props)}
				onChange={(event) => onValue(event.currentTarget.value)}
			>
				{options.map((option) => (
					<option key={option.value} value={option.value}>
						{option.label}
					</option>
				))}
			</select>
		</Shell>
	);
}

/** A group of which one is chosen. */
export function RadioField(props: ChoiceProps) {
	const { name, label, hint, error, value, onValue, options, optional } = props;
	return (
		<fieldset class={`field ${error ? "field--wrong" : ""}`} aria-describedby={described(props)}>
			<legend>
				{label} {optional && <span class="field__optional">{t("common.optional")}</span>}
			</legend>
			{hint && (
				<div id={`${name}-hint`} class="field__hint">
					{hint}
				</div>
			)}
			{error && <FieldError name={name} error={error} />}
			<div class="stack stack--tight">
				{options.map((option, i) => (
					<label key={option.value} class="choice">
						<input
							type="radio"
							id={i === 0 ? name : `${name}-${option.value}`}
							name={name}
							value={option.value}
							checked={option.value === value}
							onChange={() => onValue(option.value)}
						/>
						<span class="choice__text">
							<span class="choice__name">{option.label}</span>
							{option.hint && <span class="muted">{option.hint}</span>}
						</span>
					</label>
				))}
			</div>
		</fieldset>
	);
}

interface CheckProps {
	name: string;
	label: ComponentChildren;
	error?: string | undefined;
	checked: boolean;
	onChecked: (checked: boolean) => void;
}

/** Something to tick. */
export function CheckField({ name, label, error, checked, onChecked }: CheckProps) {
	return (
		<div class={`field ${error ? "field--wrong" : ""}`}>
			{error && <FieldError name={name} error={error} />}
			<label class="check">
				<input
					type="checkbox"
					id={name}
					name={name}
					checked={checked}
					aria-invalid={error ? "true" : undefined}
					aria-describedby={error ? `${name}-error` : undefined}
					onChange={(event) => onChecked(event.currentTarget.checked)}
				/>
				<span>{label}</span>
			</label>
		</div>
	);
}
