// Which threads come first when the machine has more to do than it can. Linux keeps that for each thread (sched(7)).
// Where the system forbids it, all is as before.
#pragma once

namespace syndicated {

// The calling thread leaves the CPU to threads that are waited for more: niceness 1, a little, to 19, nearly all of it.
// Its turns are long: a thread that wakes up gets the CPU at once from one with longer turns than its own, and else not
// before the next tick, 4 ms, however nice the other is (a slice of its own, sched_setattr(2); Linux 6.12).
void stand_back(int niceness);

// The calling thread gets the CPU sooner when it has something to do, and gives it back sooner; likewise.
void take_short_turns();

}  // namespace syndicated
