//! What people do with the office, through HTTP, on both databases.

mod bad_input;
mod change_of_residence;
mod counter;
mod documents;
mod doors;
mod erasure;
mod looks;
mod papers;
mod paying;
mod procedures;
mod race;
mod rebuild;
mod roles;
mod sockets;
mod steps;
mod transmission;
mod versions;
mod waiting_list;
