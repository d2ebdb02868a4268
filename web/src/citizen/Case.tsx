import { dayOf } from "../app/format";
import { keyOf, T, t } from "../app/i18n";
import { Link, type PageProps } from "../app/router";
import { Tag } from "../parts/Facts";
import { Icon, type IconName } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { Phone } from "../parts/Problem";
import { serviceName, useServices } from "./services";
import { type Task, type TaskState, tasksOf } from "./tasks";
import { CasePage, useCase } from "./useCase";
import { CaseTag } from "./words";

const ICONS: Record<Task["name"], IconName> = {
	papers: "file",
	talk: "phone",
	sign: "pen",
	pay: "euro",
	result: "download",
};

const TONES: Record<TaskState, "info" | "success" | "warning" | undefined> = {
	later: undefined,
	yours: "warning",
	ours: "info",
	done: "success",
	none: undefined,
};

/** One case: what is to be done, and whose move it is. */
export default function Case({ params }: PageProps) {
	const id = params.id ?? "";
	const answer = useCase(id);
	const { services } = useServices();
	const view = answer.data?.case;
	return (
		<CasePage of={answer} title={view ? serviceName(view.service) : t("citizen.case.title")} back="/termin">
			{(one) => {
				const tasks = tasksOf(
					one,
					services?.find((service) => service.code === one.service),
				);
				const done = tasks.filter((task) => task.state === "done" || task.state === "none").length;
				return (
					<>
						<div class="row">
							<CaseTag state={one.state} />
							<span class="muted">{t("citizen.tasks.count", { done, all: tasks.length })}</span>
						</div>
						{one.suspended && (
							<Notice kind="warning" title={t("citizen.case.suspended")} told>
								<p>{t("citizen.case.suspended.text")}</p>
							</Notice>
						)}
						{one.state === "DECLINED" && (
							<Notice kind="warning" title={t("citizen.case.declined")}>
								{one.declined && <p>{one.declined}</p>}
								<p>
									<T k="citizen.case.declined.text" phone={<Phone />} />
								</p>
							</Notice>
						)}
						{one.state === "WITHDRAWN" && one.withdrawn && (
							<Notice kind="info" title={t(keyOf("citizen.withdrawn", one.withdrawn))} />
						)}
						<ol class="tasks">
							{tasks.map((task) => (
								<TaskLine key={task.name} task={task} />
							))}
						</ol>
						<div class="stack stack--tight">
							<p>
								<Link class="kern-link" href={`/vorgang/${one.id}/verlauf`}>
									{t("citizen.history.link")}
								</Link>
							</p>
							{one.eraseAt && <p class="muted">{t("citizen.case.erase", { day: dayOf(one.eraseAt) })}</p>}
						</div>
					</>
				);
			}}
		</CasePage>
	);
}

function TaskLine({ task }: { task: Task }) {
	const tone = TONES[task.state];
	const inner = (
		<>
			<span class="tasks__icon">
				<Icon name={ICONS[task.name]} />
			</span>
			<span class="tasks__text">
				<span class="tasks__name">{t(keyOf("citizen.task", task.name))}</span>
				<span class="muted">{t(keyOf(`citizen.task.${task.name}`, task.state), { n: task.n ?? 0 })}</span>
			</span>
			<Tag {...(tone ? { kind: tone } : {})}>{t(keyOf("citizen.task.state", task.state))}</Tag>
		</>
	);
	return (
		<li>
			{task.href ? (
				<Link href={task.href} class="tasks__line">
					{inner}
				</Link>
			) : (
				<div class="tasks__line">{inner}</div>
			)}
		</li>
	);
}
