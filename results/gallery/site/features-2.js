rhohatAnswers({});
