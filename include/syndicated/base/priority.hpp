// Which threads come first when the machine has more to do than it can. Linux keeps that for each thread (sched(7)).
// Where the system forbids it, all is as before.
#pragma once

namespace syndicated {

// The calling thread leaves the CPU to threads that are waited for more: niceness 1, a little, to 19, nearly all of it.
void stand_back(int niceness);

// The calling thread gets the CPU sooner when it has something to do, and gives it back sooner: others are not first
// let go on for the 4 ms that they have, however nice, nor have to let it (a slice of its own, sched_setattr(2);
// Linux 6.12).
void take_short_turns();

}  // namespace syndicated
