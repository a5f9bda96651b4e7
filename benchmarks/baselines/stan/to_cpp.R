# Rscript to_cpp.R program.stan program.cpp: the C++ of a Stan program
arguments <- commandArgs(TRUE)
suppressMessages(library(rstan))
translated <- stanc(arguments[1], model_name = "program", obfuscate_model_name = FALSE)
writeLines(translated$cppcode, arguments[2])
