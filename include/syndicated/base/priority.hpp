// Which threads come first when the machine has more to do than it can.
#pragma once

namespace syndicated {

// The calling thread leaves the CPU to threads that somebody waits for (nice 10; Linux keeps that for each thread,
// sched(7)). Where the system forbids it, it is as before.
void stand_back();

}  // namespace syndicated
