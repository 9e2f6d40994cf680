import { type Asked, type Judged, memberOf, type RoleResult, untold } from "./approve.ts";
import type { Promotion } from "./facts.ts";
import { differentPeople, samePerson } from "./people.ts";

type PromotionReview = Promotion["reviews"][number];

/** Approvals given as reviews of the pull request by which the release was promoted. */
export function judgePromotion({ stage, facts }: Asked): Judged {
  const asked = stage.doors.flatMap(({ promotion }) => promotion ?? []);
  const roles = asked.flatMap((one) => one.roles);
  const branch = asked[0]?.branch ?? "";
  if ("missing" in facts.promotion)
    return { starters: [], roles: roles.map((role) => untold(role, facts.promotion)) };
  const promotion = facts.promotion.value;
  const todo = `Promote it by a pull request to ${branch} that each role reviews.`;
  if (!promotion || promotion.base !== branch || promotion.merge !== facts.subject.sha) {
    const why = `This commit is not the merge of a pull request to ${branch}.`;
    return { starters: [], roles: roles.map((role) => ({ role, verdict: "no", why, todo })) };
  }
  const starters = [...new Set([promotion.author, promotion.mergedBy])];
  const approvers = standingReviews(promotion).filter(
    ({ by }) => !starters.some((starter) => samePerson(starter, by)),
  );
  const lists = roles.map((role) =>
    approvers.filter(({ by }) => memberOf(facts.members[role], by) === "yes"),
  );
  const people = differentPeople(lists.map((list) => list.map(({ by }) => by)));
  return {
    starters,
    roles: roles.map((role, index): RoleResult => {
      const members = facts.members[role];
      if (!members || "missing" in members) {
        return untold(role, members ?? { missing: `The members of ${role} were not read.` });
      }
      const shared = { role, membersReadAt: members.value.readAt };
      const own = lists[index] ?? [];
      if (own.length === 0) {
        const why = `Nobody who holds ${role} approved the last commit of #${promotion.number} before it was merged.`;
        return {
          ...shared,
          verdict: "no",
          why,
          todo: `${todo} An approval by ${starters.join(" or ")} does not count.`,
        };
      }
      const by = people?.[index];
      const review = own.find((one) => by !== undefined && samePerson(one.by, by));
      if (!review) {
        return { ...shared, verdict: "no", why: "One person would stand for two roles.", todo };
      }
      return {
        ...shared,
        verdict: "yes",
        why: `${review.by} approved #${promotion.number}.`,
        by: review.by,
        ...(review.comment ? { comment: review.comment } : {}),
        between: { from: review.at, until: review.at },
      };
    }),
  };
}

/** Of each person the last word, where that is an approval of the last commit given before the merge. */
function standingReviews({ reviews, head, mergedAt }: Promotion): PromotionReview[] {
  const last = new Map<string, PromotionReview>();
  const ordered = reviews
    .filter(({ said, at }) => said !== "commented" && Date.parse(at) <= Date.parse(mergedAt))
    .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
  for (const review of ordered) last.set(review.by.toLowerCase(), review);
  return [...last.values()].filter(({ said, commit }) => said === "approved" && commit === head);
}
