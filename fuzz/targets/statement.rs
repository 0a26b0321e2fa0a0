#![no_main]

dixit_fuzz::target!("statement");
