// Signals are the main thread's: it alone decides what becomes of them.
#pragma once

namespace syndicated {

// The calling thread handles none from here on, nor do the threads that it starts. For those that write to sockets:
// what the other side closed is an error of write(2), not the end of the process.
void block_signals();

}  // namespace syndicated
