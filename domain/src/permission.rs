//! Who may do what: roles, grants and the one check. Denied is the default.

use serde::{Deserialize, Serialize};

use crate::asked::{ActorId, By};

/// A role in the office. A person may hold several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Role {
    /// Somebody with a concern of their own, from the first visit on.
    Citizen,
    /// Accompanies a citizen in the call.
    Companion,
    /// Interprets in the call.
    Interpreter,
    /// Books by phone for others; sees no contents of cases.
    ServiceCentre,
    /// Works on cases.
    Clerk,
    /// Reassigns, declines.
    TeamLead,
    /// Offers time.
    Planner,
    /// Takes money.
    Cashier,
    /// Replays cases, and sees who did what and when.
    Auditor,
    /// Asks for figures, never for persons.
    Analyst,
    /// Answers for data protection: erases.
    DataProtection,
    /// Runs the software; sees no cases.
    Admin,
    /// Reactions and timers of the office itself.
    System,
}

impl Role {
    /// Every role, in the order of their declaration.
    pub const ALL: [Self; 13] = [
        Self::Citizen,
        Self::Companion,
        Self::Interpreter,
        Self::ServiceCentre,
        Self::Clerk,
        Self::TeamLead,
        Self::Planner,
        Self::Cashier,
        Self::Auditor,
        Self::Analyst,
        Self::DataProtection,
        Self::Admin,
        Self::System,
    ];
}

/// Who knows of what is hidden (§ 51 BMG): the team lead goes on with it, the office's own timers work on, and whoever
/// answers for data protection erases without reading.
pub const CLEARED: &[Role] = &[Role::TeamLead, Role::System, Role::DataProtection];

/// Who comes to a talk by an invitation, which alone decides what they may do there.
pub const INVITED: &[Role] = &[Role::Interpreter, Role::Companion];

/// Who does for others what they could do for themselves: the people whom citizens talk to, and the office itself.
pub const STAFF: [Role; 4] = [Role::ServiceCentre, Role::Clerk, Role::TeamLead, Role::System];

/// Whether somebody acts for others.
pub fn is_staff(by: &By) -> bool {
    by.roles.any(&STAFF)
}

/// A set of roles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Roles(u16);

impl Roles {
    /// Whether the set holds the role.
    pub const fn has(self, role: Role) -> bool {
        self.0 & (1 << role as u16) != 0
    }

    /// The set with one more role.
    #[must_use]
    pub const fn with(self, role: Role) -> Self {
        Self(self.0 | (1 << role as u16))
    }

    /// The roles of the set, in the order of their declaration.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.has(*role))
    }

    /// Whether the set shares a role with the list.
    pub fn any(self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.has(*role))
    }
}

impl From<Role> for Roles {
    fn from(role: Role) -> Self {
        Self::default().with(role)
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles.into_iter().fold(Self::default(), Self::with)
    }
}

impl Serialize for Roles {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Roles {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<Role>::deserialize(deserializer)?.into_iter().collect())
    }
}

/// One way to be allowed something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// Everybody who holds the role.
    Any(Role),
    /// Whoever holds the role and whom the thing belongs to; at its beginning it belongs to nobody yet.
    Own(Role),
}

/// A grant for everybody who holds one of the roles.
pub const fn any<const N: usize>(roles: [Role; N]) -> [Grant; N] {
    let mut grants = [Grant::Any(Role::System); N];
    let mut n = 0;
    while n < N {
        grants[n] = Grant::Any(roles[n]);
        n += 1;
    }
    grants
}

/// The actor's roles do not allow this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the actor's roles do not allow this")]
pub struct Denied;

/// Allows what one of the grants allows, and denies everything else.
pub fn check(grants: &[Grant], by: &By, holder: Option<ActorId>) -> Result<(), Denied> {
    let allowed = grants.iter().any(|grant| match *grant {
        Grant::Any(role) => by.roles.has(role),
        Grant::Own(role) => by.roles.has(role) && holder.is_none_or(|holder| holder == by.actor),
    });
    if allowed { Ok(()) } else { Err(Denied) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn by(actor: u128, role: Role) -> By {
        By { actor: ActorId(Uuid::from_u128(actor)), roles: role.into() }
    }

    #[test]
    fn nothing_is_allowed_by_default() {
        assert_eq!(check(&[], &by(1, Role::Admin), None), Err(Denied));
    }

    #[test]
    fn what_belongs_to_somebody_is_refused_to_others() {
        let own = &[Grant::Own(Role::Citizen)];
        let ada = Some(ActorId(Uuid::from_u128(1)));
        assert_eq!(check(own, &by(1, Role::Citizen), ada), Ok(()));
        assert_eq!(check(own, &by(2, Role::Citizen), ada), Err(Denied));
        assert_eq!(check(own, &by(2, Role::Citizen), None), Ok(()));
    }

    #[test]
    fn staff_is_who_acts_for_others_and_has_a_grant_for_each_of_its_roles() {
        let staff: Vec<Role> = Role::ALL.into_iter().filter(|role| is_staff(&by(1, *role))).collect();
        assert_eq!(staff, [Role::ServiceCentre, Role::Clerk, Role::TeamLead, Role::System]);
        assert_eq!(any(STAFF).to_vec(), staff.into_iter().map(Grant::Any).collect::<Vec<_>>());
    }

    #[test]
    fn roles_are_stored_as_names() {
        let roles: Roles = [Role::Clerk, Role::TeamLead].into_iter().collect();
        assert_eq!(serde_json::to_string(&roles).expect("names"), r#"["clerk","team_lead"]"#);
    }
}
