
# Queries go on with names of fields and values of the index, saved queries have names.
complete -c dixit -n "__fish_seen_subcommand_from search facets trace who compare saved browse" -f -a "(dixit complete fish -- (commandline -cp) 2>/dev/null)"
