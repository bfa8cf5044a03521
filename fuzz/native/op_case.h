// Op cases: made from choices, or around a Program that the engine accepted.
#ifndef FF_FUZZ_OP_CASE_H
#define FF_FUZZ_OP_CASE_H

#include "choices.h"
#include "common/program.h"

namespace ff::fuzz {

/// One op of tiny sizes that must run, or with one twist that must be refused. Runs twice over different garbage in the
/// output: the same bits come out, so every element was written and none was read.
void run_chosen_op(Choices choices);

/// A Program of one op, with buffers of exactly the sizes that it asks for.
void run_raw_op(const uint8_t* bytes, uint64_t size, const ff::Program& program, Choices choices);

} // namespace ff::fuzz

#endif
