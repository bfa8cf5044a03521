// Sessions: a tiny llama made from choices, or a Program that the engine accepted, and a sequence of calls.
#ifndef FF_FUZZ_SESSION_H
#define FF_FUZZ_SESSION_H

#include "choices.h"
#include "common/program.h"

namespace ff::fuzz {

/// Opens a session over a Program of tiny sizes, then steps, truncates and asks for usage as the choices say. The
/// positions are counted here too, and a step that is taken back and repeated gives the same bits.
void run_chosen_session(Choices choices);

/// A Program from the input that passed the check and wants token ids alone.
void run_raw_session(const uint8_t* bytes, uint64_t size, const ff::Program& program, Choices choices);

} // namespace ff::fuzz

#endif
